import { fileURLToPath } from "node:url";

export default {
  publicDir: false,
  build: {
    target: "safari16",
    lib: {
      entry: fileURLToPath(new URL("whole.js", import.meta.url)),
      formats: ["iife"],
      name: "whole",
      fileName: () => "whole.js",
    },
  },
};
