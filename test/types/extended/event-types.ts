/** As a project extends the catalogue. Only this folder sees it: it is compiled by itself. */
declare module '#handler' {
  interface EventTypes {
    'com.example.Badge.Lost': { keys: 'badgeId' | 'userId'; params: 'reason' }
    'com.example.Badge.Found': { keys: 'badgeId'; params: never }
    'com.example.Badge.Sold': Record<never, never>
  }
}

export {}
