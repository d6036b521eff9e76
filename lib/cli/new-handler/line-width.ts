/** of the formatter */
export const LINE_WIDTH = 100
