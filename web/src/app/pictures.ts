/**
 * The pictures that stand for a child on a phone instead of a name: plain things that say nothing about anybody.
 * The names are the server's closed list.
 */
export const PICTURES = {
  fox: 'M3 4l4.5 4h9L21 4v8l-9 9-9-9zM9 13v.01M15 13v.01M12 21v-2',
  moon: 'M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z',
  kite: 'M14 2l7 7-11 5-3-4zM7 10l5.5-1L14 2M10 14l-3 2 1 2-3 1-1 3',
  boat: 'M3 16h18l-2.5 5h-13zM12 3v11M12 4l7 9h-7',
  tree: 'M12 2a6 6 0 0 1 5.5 8.5A4.5 4.5 0 0 1 15.5 18h-7a4.5 4.5 0 0 1-2-7.5A6 6 0 0 1 12 2zM12 22v-9M12 16l3-3',
  star: 'm12 2.5 2.9 6.1 6.6.9-4.8 4.6 1.2 6.6-5.9-3.2-5.9 3.2 1.2-6.6L2.5 9.5l6.6-.9z',
  drum: 'M4 8c0-2 3.6-3.5 8-3.5S20 6 20 8s-3.6 3.5-8 3.5S4 10 4 8zM4 8v8c0 2 3.6 3.5 8 3.5s8-1.5 8-3.5V8',
  leaf: 'M4 20C4 9 10 4 20.5 3.5 21 14 15 20 8 18.5M4 20c1.5-5 5-8.5 9.5-10.5',
  fish: 'M2.5 12C6 6.5 12 6 16.5 11L21 7v10l-4.5-4C12 18 6 17.5 2.5 12zM8 11v.01',
  bell: 'M5 18h14l-2-3v-5a5 5 0 0 0-10 0v5zM12 5V2.5M10 21h4',
  cloud: 'M7 19a4.5 4.5 0 0 1-.6-9 6 6 0 0 1 11.4 1.3A3.9 3.9 0 0 1 17.5 19z',
  hat: 'M2 18c5 2.5 15 2.5 20 0M6 18l1-11c2-2 8-2 10 0l1 11M6.5 14c3 1.5 8 1.5 11 0',
  snail: 'M2 20h17a3 3 0 0 0 3-3v-5M22 8v4M18.5 8.5l3.5 3.5M11.5 20a6.5 6.5 0 1 1 6.5-6.5 4.5 4.5 0 1 1-6.5-4 3 3 0 1 1 0 5.5',
  key: 'M8 9a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM11.3 10.3 20 2M16.5 5.5l3 3',
  cup: 'M4 8h13v7a5 5 0 0 1-5 5H9a5 5 0 0 1-5-5zM17 10h1.5a2.5 2.5 0 0 1 0 5H17M8 2.5v2.5M12.5 2.5v2.5',
  owl: 'M5 4l3 2h8l3-2v10a7 7 0 0 1-14 0zM9 8.5a2.2 2.2 0 1 0 .01 0zM15 8.5a2.2 2.2 0 1 0 .01 0zM12 12v1.5M10 21.5v-1M14 21.5v-1',
} as const

/** The name of a picture, as it is stored. */
export type Picture = keyof typeof PICTURES

/** Whether a stored name is one of them. */
export const isPicture = (name: string): name is Picture => name in PICTURES
