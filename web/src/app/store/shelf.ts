/**
 * What this phone keeps: one shelf of things under text keys (`out/<account>/<n>`, `kept/<account>/people`, …).
 * Everything that a person wrote or was told lies on it sealed (`seal.ts`); only ids, pictures and public help are plain.
 */
export interface Shelf {
  get<T>(key: string): Promise<T | undefined>
  put(key: string, value: unknown): Promise<void>
  /** Puts a thing behind everything that begins with `prefix`; answers its key. Two pages at once never get the same. */
  append(prefix: string, value: unknown): Promise<string>
  /** Everything that begins with `prefix`, in order. */
  list<T>(prefix: string): Promise<[key: string, value: T][]>
  remove(key: string): Promise<void>
  /** Removes everything that begins with `prefix`. */
  clear(prefix: string): Promise<void>
}

const STORE = 'things'
const LAST = '\uffff'

function numbered(prefix: string, n: number): string {
  return prefix + String(n).padStart(12, '0')
}

function next(prefix: string, last: string | undefined): string {
  return numbered(prefix, last === undefined ? 1 : Number(last.slice(prefix.length)) + 1)
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function committed(tx: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    tx.oncomplete = () => resolve()
    tx.onabort = () => reject(tx.error)
  })
}

/** The shelf on the disk of this phone. */
export function diskShelf(name = 'sayso'): Shelf {
  let opening: Promise<IDBDatabase> | undefined
  const database = (): Promise<IDBDatabase> =>
    (opening ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name, 1)
      request.onupgradeneeded = () => void request.result.createObjectStore(STORE)
      request.onsuccess = () => {
        const db = request.result
        // Another page, or a wipe, may need the database: let go, and open it again when it is asked for.
        db.onversionchange = db.onclose = () => {
          db.close()
          opening = undefined
        }
        resolve(db)
      }
      request.onerror = () => reject(request.error)
    }).catch((error: unknown) => {
      opening = undefined
      throw error
    }))
  const range = (prefix: string): IDBKeyRange => IDBKeyRange.bound(prefix, prefix + LAST)
  const write = async (act: (store: IDBObjectStore) => void): Promise<void> => {
    const tx = (await database()).transaction(STORE, 'readwrite', { durability: 'strict' })
    act(tx.objectStore(STORE))
    await committed(tx)
  }
  const reading = async (): Promise<IDBObjectStore> => (await database()).transaction(STORE).objectStore(STORE)

  return {
    get: async <T>(key: string) => (await done((await reading()).get(key))) as T | undefined,
    put: (key, value) => write((store) => store.put(value, key)),
    async append(prefix, value) {
      let key = ''
      await write((store) => {
        const last = store.openKeyCursor(range(prefix), 'prev')
        last.onsuccess = () => {
          key = next(prefix, last.result?.key as string | undefined)
          store.add(value, key)
        }
      })
      return key
    },
    async list<T>(prefix: string) {
      const store = await reading()
      const [keys, values] = await Promise.all([done(store.getAllKeys(range(prefix))), done(store.getAll(range(prefix)))])
      return keys.map((key, i) => [String(key), values[i] as T] as [string, T])
    },
    remove: (key) => write((store) => store.delete(key)),
    clear: (prefix) => write((store) => store.delete(range(prefix))),
  }
}

/** A shelf that lasts as long as the page: for tests, and for a browser that keeps nothing. */
export function memoryShelf(): Shelf {
  const things = new Map<string, unknown>()
  const keys = (prefix: string): string[] => [...things.keys()].filter((key) => key.startsWith(prefix)).sort()
  return {
    get: async <T>(key: string) => structuredClone(things.get(key)) as T | undefined,
    put: async (key, value) => void things.set(key, structuredClone(value)),
    async append(prefix, value) {
      const key = next(prefix, keys(prefix).at(-1))
      things.set(key, structuredClone(value))
      return key
    },
    list: async <T>(prefix: string) => keys(prefix).map((key) => [key, structuredClone(things.get(key)) as T] as [string, T]),
    remove: async (key) => void things.delete(key),
    clear: async (prefix) => keys(prefix).forEach((key) => things.delete(key)),
  }
}
