import "htmx.org";
import { init as initPassphrases } from "./password.ts";
import { init as initPrinting } from "./print.ts";

initPassphrases(document);
initPrinting(document);
