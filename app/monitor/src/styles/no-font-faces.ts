/** Replaces the library's own font faces. Ours are in fonts.css. */
export default ''
