/** What the library's own font faces are replaced by: nothing, ours are in fonts.css. */
export default ''
