/** Putting the app on the home screen. The browser's own question waits until the child asks for it. */
interface InstallQuestion extends Event {
  prompt(): Promise<void>
  readonly userChoice: Promise<{ outcome: 'accepted' | 'dismissed' }>
}

let question: InstallQuestion | null = null

/** Keeps the browser's question for later. */
export function watchInstall(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    question = event as InstallQuestion
  })
}

/** Whether the app runs from the home screen. */
export function installed(): boolean {
  return matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true
}

/** An iPhone or iPad in the browser: there the home-screen app has its own storage, so it comes before the code. */
export function installFirst(): boolean {
  const apple = /iPad|iPhone|iPod/.test(navigator.userAgent) || (navigator.platform === 'MacIntel' && navigator.maxTouchPoints > 1)
  return apple && !installed()
}

/** Whether this browser can put the app on the home screen when asked. */
export const canInstall = (): boolean => question !== null && !installed()

/** Asks the browser's question. Answers whether the child said yes. */
export async function install(): Promise<boolean> {
  const asked = question
  question = null
  await asked?.prompt()
  return (await asked?.userChoice)?.outcome === 'accepted'
}
