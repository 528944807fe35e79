import { Loading } from '../parts/loading.svelte'
import * as server from '../server'
import type { Topics } from '../wire'

/** The council's topics, quick replies and days per kind: fetched once. */
export const rules = new Loading<Topics>(() => server.listTopics())

/** A topic in words. */
export function topicWords(id: string): string {
  return rules.value?.topics.find((t) => t.id === id)?.words ?? id.replaceAll('_', ' ')
}
