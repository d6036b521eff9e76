import { defineConfig } from 'vite'

/** Where the service runs that the pages ask while they are developed. */
const SERVICE = { target: 'http://localhost:4004', changeOrigin: false }

export default defineConfig({
  root: import.meta.dirname,
  base: '/monitor/',
  resolve: {
    alias: [
      // Its addresses are those of another host; ours are in styles/fonts.css.
      {
        find: /^.*\/generated\/css\/FontFace\.css\.js$/,
        replacement: `${import.meta.dirname}/src/styles/no-font-faces.ts`,
      },
    ],
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The policy of the page allows no fonts or scripts in the text of others.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: {
      onLog(level, log, handle) {
        // Libraries that also run on servers mark what is for browsers; here everything is.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log)
      },
    },
  },
  server: {
    proxy: {
      '/operations': SERVICE,
      '^/monitor/(session|login|logout|callback)': SERVICE,
    },
  },
})
