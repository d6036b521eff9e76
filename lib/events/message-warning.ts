/** Something unusual about an accepted message; its page shows it. */
export type MessageWarning =
  /** XML's forbidden characters became U+FFFD */
  | { readonly code: 'characters_replaced' }
  /** a parameter of the address that has no meaning, and resembles one that has */
  | {
      readonly code: 'query_parameter_unknown'
      readonly parameter: string
      readonly known: string
    }
