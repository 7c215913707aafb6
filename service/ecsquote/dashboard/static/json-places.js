// Reads JSON and remembers where every value stands, so that a fault can be marked in the text at its place.

export class JsonFault extends Error {
  constructor(message, start, end) {
    super(message);
    this.start = start;
    this.end = end;
  }
}

const MAX_DEPTH = 100;
const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /[^\s,:{}[\]"]+/y;
const WORDS = { true: true, false: false, null: null };

/** {value, places}: places maps a JSON pointer to {start, end, key: {start, end}}. Throws JsonFault. */
export function readJson(text) {
  const reader = new Reader(text);
  const value = reader.value("", 0);
  reader.space();
  if (reader.at < text.length) reader.fail("the JSON document ends before this; remove what follows");
  return { value, places: reader.places };
}

export const pointerStep = (key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.places = new Map();
  }

  value(pointer, depth, key) {
    this.space();
    if (depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH} levels`);
    const start = this.at;
    const sign = this.text[start];
    let value;
    if (sign === "{") value = this.object(pointer, depth);
    else if (sign === "[") value = this.array(pointer, depth);
    else if (sign === '"') value = this.string();
    else value = this.plain();
    this.places.set(pointer, { start, end: this.at, key });
    return value;
  }

  object(pointer, depth) {
    const value = {};
    this.at += 1;
    if (this.closes("}")) return value;
    for (;;) {
      this.space();
      const start = this.at;
      if (this.text[start] === "}") this.fail("remove the comma before this brace");
      if (this.text[start] !== '"') this.fail('a name in double quotes is expected here, such as "family"');
      const name = this.string();
      const key = { start, end: this.at };
      if (Object.hasOwn(value, name)) throw new JsonFault(`"${name}" is there twice; keep one`, start, this.at);
      this.space();
      if (this.text[this.at] !== ":") this.fail(`a colon is expected after "${name}"`);
      this.at += 1;
      Object.defineProperty(value, name, {
        value: this.value(pointer + pointerStep(name), depth + 1, key),
        enumerable: true,
        configurable: true,
        writable: true,
      });
      if (this.closes("}")) return value;
      this.comma("}");
    }
  }

  array(pointer, depth) {
    const value = [];
    this.at += 1;
    if (this.closes("]")) return value;
    for (;;) {
      this.space();
      if (this.text[this.at] === "]") this.fail("remove the comma before this bracket");
      value.push(this.value(`${pointer}/${value.length}`, depth + 1));
      if (this.closes("]")) return value;
      this.comma("]");
    }
  }

  string() {
    const found = this.match(STRING);
    if (found !== null) return JSON.parse(found);
    const line = this.text.indexOf("\n", this.at);
    throw new JsonFault("this text has no closing quote, or holds a sign that needs a backslash", this.at, line < 0 ? this.text.length : line);
  }

  plain() {
    const start = this.at;
    const number = this.match(NUMBER);
    if (number !== null && !/[^\s,\]}]/.test(this.text[this.at] ?? " ")) return Number(number);
    this.at = start;
    const word = this.match(WORD);
    if (word !== null && Object.hasOwn(WORDS, word)) return WORDS[word];
    if (word === null) this.fail(start >= this.text.length ? "the JSON document is not finished: a value is missing at the end" : "a value is expected here");
    throw new JsonFault(`${word} is not a JSON value: text needs double quotes`, start, this.at);
  }

  closes(sign) {
    this.space();
    if (this.text[this.at] !== sign) return false;
    this.at += 1;
    return true;
  }

  comma(closing) {
    this.space();
    if (this.text[this.at] !== ",") {
      this.fail(this.at >= this.text.length ? `the JSON document is not finished: ${closing} is missing at the end` : `a comma or ${closing} is expected here`);
    }
    this.at += 1;
  }

  space() {
    this.match(SPACE);
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) return null;
    this.at = pattern.lastIndex;
    return found[0];
  }

  fail(message) {
    const start = Math.min(this.at, Math.max(this.text.length - 1, 0));
    throw new JsonFault(message, start, Math.min(start + 1, this.text.length));
  }
}

/** Where a fault at a pointer is marked: the value, or the name of a large one, or what is nearest around it. */
export function placeOf(places, pointer) {
  for (let path = pointer; ; path = path.slice(0, path.lastIndexOf("/"))) {
    const place = places.get(path);
    if (place) {
      const large = place.end - place.start > 60;
      if (large && place.key) return place.key;
      return large ? { start: place.start, end: place.start + 1 } : { start: place.start, end: place.end };
    }
    if (!path) return { start: 0, end: 1 };
  }
}
