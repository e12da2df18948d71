import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** What every page needs: in one file it packs better than in a dozen shared ones. */
const BASE = [
  "/src/(api/(cache|client|problem|queries)|session|strings/(kit|shell))\\.",
  "/src/kit/(announce|icons|keys|number|ProblemBar|small|status)\\.",
  "/@mantine/core/esm/components/(ActionIcon|Button|Menu|Popover|Portal|Tooltip|Transition)/",
  "/react-router/dist/esm/(Match|Matches|link|useMatch)\\.",
  "/react(-dom)?/",
];

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../src/deskhand/web/spa",
    emptyOutDir: true,
    // Fonts stay files: the content policy allows them from the server itself only.
    assetsInlineLimit: 0,
    manifest: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "base", test: new RegExp(BASE.join("|")) }] } },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": "http://127.0.0.1:8080" },
  },
  test: {
    environment: "jsdom",
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/setup.ts"],
    restoreMocks: true,
    // The first page of an area loads its code, which takes its time on a busy machine.
    testTimeout: 20_000,
    // One page for all files: making a new one takes three times as long as the tests themselves.
    isolate: false,
  },
});
