/** What a screen reader is told without moving the focus. */
const said = $state({ words: '' })

export const announced = {
  get words(): string {
    return said.words
  },
}

/** Says something once; the same words twice are said twice. */
export function announce(words: string): void {
  said.words = said.words === words ? `${words}\u00a0` : words
}
