// The page for an address where there is nothing.

import "./nav.js";
