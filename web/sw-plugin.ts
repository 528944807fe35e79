import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { build, type Plugin, type Rolldown } from 'vite'

/** One service worker: whose files it keeps, and where it is written from and to. */
export interface Worker {
  /** The HTML entry whose files are kept for offline use. */
  entry: string
  /** The worker's source. */
  source: string
  /** Where it goes in the finished app; its folder is its scope. */
  file: string
  /** Addresses beside the entry's own files that the worker keeps as well. */
  extra: string[]
}

/** Lists what one entry needs (and nothing of the other entry), and builds its service worker with that list inside. */
export function serviceWorker(worker: Worker): Plugin {
  let root = ''
  let out = ''
  let files: string[] = []
  return {
    name: `sayso-worker-${worker.entry}`,
    apply: 'build',
    configResolved(config) {
      root = config.root
      out = resolve(config.root, config.build.outDir)
    },
    writeBundle(_, bundle) {
      files = [...reachable(bundle, worker.entry)].sort()
    },
    closeBundle: {
      sequential: true,
      async handler() {
        const source = resolve(root, worker.source)
        if (!existsSync(source) || !existsSync(resolve(out, worker.entry))) return
        const kept = [worker.entry, ...files, ...worker.extra]
        const hash = createHash('sha256')
        for (const file of kept) hash.update(file).update(readFileSync(resolve(out, file)))
        await build({
          configFile: false,
          root,
          publicDir: false,
          logLevel: 'warn',
          define: {
            __FILES__: JSON.stringify(kept.map((file) => `/${file}`)),
            __VERSION__: JSON.stringify(hash.digest('hex').slice(0, 12)),
          },
          build: {
            target: 'es2022',
            outDir: resolve(out, dirname(worker.file)),
            emptyOutDir: false,
            reportCompressedSize: false,
            modulePreload: false,
            rolldownOptions: { input: source, output: { format: 'iife', entryFileNames: basename(worker.file) } },
          },
        })
      },
    },
  }
}

/** Every script and style that an HTML entry can come to need, now or when a tab is opened. */
export function reachable(bundle: Rolldown.OutputBundle, entry: string): Set<string> {
  const found = new Set<string>()
  const visit = (name: string): void => {
    const chunk = bundle[name]
    if (found.has(name) || chunk?.type !== 'chunk') return
    found.add(name)
    const style = (chunk as { viteMetadata?: { importedCss?: Set<string>; importedAssets?: Set<string> } }).viteMetadata
    for (const file of [...(style?.importedCss ?? []), ...(style?.importedAssets ?? [])]) found.add(file)
    for (const next of [...chunk.imports, ...chunk.dynamicImports]) visit(next)
  }
  const page = bundle[entry]
  if (page?.type !== 'asset') throw new Error(`${entry} was not built`)
  for (const [, file = ''] of String(page.source).matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)) {
    if (bundle[file]?.type === 'chunk') visit(file)
    else found.add(file)
  }
  return found
}
