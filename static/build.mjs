// Bundle the browser code into static/dist: one stylesheet, one script per kind of page.
import { rm } from "node:fs/promises";
import * as esbuild from "esbuild";

const watch = process.argv.includes("--watch");
const options = {
  entryPoints: [
    "static/src/main.css",
    "static/src/main.ts",
    "static/src/board.ts",
    "static/src/practice.ts",
    "static/src/copy.ts",
    "static/src/icon.svg",
  ],
  loader: { ".svg": "copy" },
  outdir: "static/dist",
  bundle: true,
  minify: !watch,
  sourcemap: watch,
  target: ["es2022"],
  format: "esm",
  logLevel: "warning",
};

if (watch) {
  const context = await esbuild.context(options);
  await context.watch();
} else {
  await rm("static/dist", { recursive: true, force: true });
  await esbuild.build(options);
}
