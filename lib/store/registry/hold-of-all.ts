/** SQL: an action has put all handlers on hold. The action of a single hold names one `handler`. */
export const isHoldOfAll = (action: string) => `${action}.detail ? 'handlers'`
