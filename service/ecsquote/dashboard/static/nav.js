// Marks the page that is open in the navigation.

const page = document.body.dataset.page;
const PARENT = { quote: "quotes", difference: "quotes" };
document.querySelector(`[data-nav="${PARENT[page] ?? page}"]`)?.setAttribute("aria-current", "page");
