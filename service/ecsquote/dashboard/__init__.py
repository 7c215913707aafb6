"""The web page: HTML, style and small scripts, and the routes that hand them out; figures come from the public API."""
