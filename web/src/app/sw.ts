/// <reference lib="webworker" />
declare const self: ServiceWorkerGlobalScope
declare const __FILES__: readonly string[]
declare const __VERSION__: string

self.addEventListener('install', () => void __FILES__.length)
export type Version = typeof __VERSION__
