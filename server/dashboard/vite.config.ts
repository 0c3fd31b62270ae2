// How the page is built: one script, one style sheet, nothing from elsewhere.

import { fileURLToPath } from 'node:url';
import type { UserConfig } from 'vite';

const config: UserConfig = {
  root: fileURLToPath(new URL('page/', import.meta.url)),
  base: '/',
  build: {
    outDir: fileURLToPath(new URL('built/', import.meta.url)),
    emptyOutDir: true,
    target: 'es2023',
    // A data URL in a style sheet would need a hole in the policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
};

// Vite reads a default export.
// oxlint-disable-next-line import/no-default-export
export default config;
