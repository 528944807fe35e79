/** The real server, on a fresh synthetic council that it makes when it starts, and everybody's sign-ins. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface StaffSignIn { role: string; name: string; code: string; staff: string; sign_in_name: string; password: string }
export interface ChildSignIn {
  name: string
  child: string
  reference: string
  age: number
  account: string
  device_secret: string
  pin: string
  confirmed: boolean
  threads: { post: string; thread: string; holder: string | null }[]
  story: string
}
export interface SignIns {
  address: string
  staff: StaffSignIn[]
  children: ChildSignIn[]
  invitation: { name: string; child: string; code: string; link: string; made_by: string } | null
}

/** How many children: enough that every story finds somebody, few enough to start quickly. */
const CHILDREN = 240

const binary = (): string => {
  const given = process.env['SAYSO_BIN']
  if (given) return given
  const target = process.env['CARGO_TARGET_DIR'] ?? join(import.meta.dirname, '../../target')
  const built = ['release', 'debug'].map((kind) => join(target, kind, 'sayso')).filter((file) => existsSync(file))
  built.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  if (!built[0]) throw new Error('There is no sayso binary: run cargo build first, or name it in SAYSO_BIN.')
  return built[0]
}

const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address && typeof address === 'object' ? done(address.port) : fail(new Error('no port'))))
    })
  })

export class Council {
  private process: ChildProcess | undefined
  private said = ''

  private constructor(readonly folder: string, readonly port: number) {}

  static async start(): Promise<Council> {
    const council = new Council(mkdtempSync(join(tmpdir(), 'sayso-e2e-')), await freePort())
    await council.up()
    return council
  }

  /** Starts the server on the folder: the first time it makes the council. */
  async up(): Promise<void> {
    const args = ['demo', '--listen', `127.0.0.1:${this.port}`, '--children', String(CHILDREN), '--data', this.folder]
    const { DATABASE_URL: _, ...env } = process.env
    this.said = ''
    const child = spawn(binary(), args, { env: { ...env, SAYSO_LOG: 'warn' }, stdio: ['ignore', 'pipe', 'pipe'] })
    this.process = child
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (this.said += bytes.toString()))
    for (let i = 0; i < 1200; i++) {
      if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}: ${this.said}`)
      if (this.said.includes('Sayso is running') && (await this.healthy())) return
      await new Promise((r) => setTimeout(r, 100))
    }
    throw new Error(`The server did not start: ${this.said}`)
  }

  /** Stops the server; the council stays. */
  async down(): Promise<void> {
    const child = this.process
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise<void>((done) => child.once('exit', () => done()))
    child.kill('SIGTERM')
    await ended
  }

  /** Loads files as the council's technician does, with the server stopped. Answers what the command said. */
  import(table: 'ssda903' | 'people' | 'allocations', files: Record<string, string>): string {
    const folder = join(this.folder, `given-${table}`)
    mkdirSync(folder)
    const paths = Object.entries(files).map(([name, rows]) => {
      writeFileSync(join(folder, name), rows)
      return join(folder, name)
    })
    const args = ['import', table, ...paths, '--data', this.folder, '--config', join(this.folder, 'sayso.toml')]
    const { DATABASE_URL: _, ...env } = process.env
    const ran = spawnSync(binary(), args, { env, encoding: 'utf8' })
    // 1: done, and children of other files are absent here.
    if (ran.status !== 0 && ran.status !== 1) throw new Error(`The import ended with ${ran.status}: ${ran.stderr}${ran.stdout}`)
    return ran.stdout
  }

  async end(): Promise<void> {
    await this.down()
    rmSync(this.folder, { recursive: true, force: true })
  }

  get address(): string {
    return `http://localhost:${this.port}`
  }

  get signIns(): SignIns {
    return JSON.parse(readFileSync(join(this.folder, 'demo-sign-ins.json'), 'utf8')) as SignIns
  }

  private async healthy(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.port}/health`).then((r) => r.ok, () => false)
  }
}
