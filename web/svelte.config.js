/** Svelte's own type stripping is enough: no preprocessor, one dependency less. */
export default { compilerOptions: { runes: true } }
