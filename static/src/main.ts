import "htmx.org";
import { init as initPassphrases } from "./password.ts";
import { init as initPrinting } from "./print.ts";
import { init as initSignOut } from "./signout.ts";

document.documentElement.classList.add("js");
initPassphrases(document);
initPrinting(document);
initSignOut();
