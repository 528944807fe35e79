import { Loading } from '../parts/loading.svelte'
import * as server from '../server'
import type { Task } from '../wire'

/** What somebody must do, shared by the page and the number in the navigation. */
export const tasks = new Loading<Task[]>(async () => (await server.listTasks()).items)
