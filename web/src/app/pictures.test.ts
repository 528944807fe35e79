import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { PICTURES } from './pictures'
import start from './texts/start.en.json' with { type: 'json' }

it('has a drawing and a word for every picture that the server knows, and no other', () => {
  const document = JSON.parse(readFileSync(`${import.meta.dirname}/../../../openapi/sayso.json`, 'utf8')) as { components: { schemas: { Picture: { enum: string[] } } } }
  const known = [...document.components.schemas.Picture.enum].sort()
  expect(known.length).toBeGreaterThan(10)
  expect(Object.keys(PICTURES).sort()).toEqual(known)
  expect(Object.keys(start).filter((key) => key.startsWith('picture.')).map((key) => key.slice(8)).sort()).toEqual(known)
})
