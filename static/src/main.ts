import "htmx.org";
import { init as initPassphrases } from "./password.ts";

initPassphrases(document);
