import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import type { Plugin } from 'vite'

/** Below this many bytes a brotli copy saves nothing that a phone would notice. */
const WORTH_BYTES = 400

/** Writes a brotli copy beside every text file, once, at build time: the server compresses nothing itself. */
export function compress(): Plugin {
  let out = ''
  return {
    name: 'sayso-compress',
    apply: 'build',
    configResolved: (config) => void (out = config.build.outDir),
    closeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        for (const file of files(out)) {
          if (!/\.(js|css|html|svg|json|webmanifest|txt)$/.test(file)) continue
          const raw = readFileSync(file)
          if (raw.length < WORTH_BYTES) continue
          const br = brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length } })
          if (br.length < raw.length) writeFileSync(`${file}.br`, br)
        }
      },
    },
  }
}

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? files(path) : [path]
  })
}
