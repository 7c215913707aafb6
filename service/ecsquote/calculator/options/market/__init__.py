"""Which instance types a fleet may be made of, and what each costs in the Region."""
