/// <reference types="vitest/config" />
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { compress } from './compress-plugin.ts'
import { serviceWorker, type Worker } from './sw-plugin.ts'

const server = process.env['SAYSO_SERVER'] ?? 'http://127.0.0.1:8080'

const child: Worker = {
  entry: 'index.html',
  source: 'src/app/sw.ts',
  file: 'sw.js',
  extra: ['manifest.webmanifest', 'icons/sayso.svg'],
}
const desk: Worker = { entry: 'desk.html', source: 'src/desk/sw.ts', file: 'desk/sw.js', extra: [] }

/**
 * Two entries, built apart (`vite build`, then `vite build --mode desk`): a phone never downloads the desk,
 * nor a part of a shared file that only the desk uses. The development server shows both.
 */
export default defineConfig(({ mode }) => {
  const worker = mode === 'desk' ? desk : child
  return {
    plugins: [svelte(), serviceWorker(worker), compress()],
    build: {
      target: 'es2022',
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      emptyOutDir: worker === child,
      manifest: `.vite/${worker === child ? 'child' : 'desk'}.json`,
      rolldownOptions: { input: worker.entry },
    },
    server: { proxy: { '/v1': server, '/health': server } },
    test: { include: ['src/**/*.test.ts', 'tests/**/*.test.ts'] },
  }
})
