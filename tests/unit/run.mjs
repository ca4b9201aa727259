// Bundle tests/unit/*.test.ts and run them with Node's own test runner (Node 20 reads no
// TypeScript by itself).
import { spawnSync } from "node:child_process";
import { readdir, rm } from "node:fs/promises";
import * as esbuild from "esbuild";

const outdir = "node_modules/.cache/unit";
const names = (await readdir("tests/unit")).filter((name) => name.endsWith(".test.ts"));
await rm(outdir, { recursive: true, force: true });
await esbuild.build({
  entryPoints: names.map((name) => `tests/unit/${name}`),
  outdir,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: ["node20"],
  sourcemap: "inline",
  logLevel: "warning",
});
const built = names.map((name) => `${outdir}/${name.replace(/\.ts$/, ".mjs")}`);
const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...built], {
  stdio: "inherit",
});
process.exit(run.status ?? 1);
