/** What a destination may be called: the SDK puts the name into addresses as it is. */
export const DESTINATION_NAME = /^[A-Za-z0-9_-]{1,200}$/
