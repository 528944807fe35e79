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

/** Names the one chunk of everything that an entry imports without waiting. */
function startChunk(entry: string) {
  const main = `/src/${entry}/main.ts`
  type Graph = { getModuleInfo(id: string): { importers: readonly string[] } | null }
  return (id: string, graph: Graph): string | null => {
    const seen = new Set([id])
    for (const one of seen) {
      if (one.endsWith(main)) return 'start'
      for (const importer of graph.getModuleInfo(one)?.importers ?? []) seen.add(importer)
    }
    return null
  }
}

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
      rolldownOptions: {
        input: worker.entry,
        // Svelte does not say that its inner files only define things; without this, custom elements ride along unused.
        treeshake: { moduleSideEffects: (id) => !/\/svelte\/src\/internal\/(client|shared)\//.test(id) },
        // What the first screen needs is one file: many small ones compress worse and are asked for one by one.
        output: { codeSplitting: { groups: [{ debugName: 'start', name: startChunk(worker === child ? 'app' : 'desk') }] } },
      },
    },
    server: { proxy: { '/v1': server, '/health': server } },
    test: { include: ['src/**/*.test.ts', 'tests/**/*.test.ts'] },
  }
})
