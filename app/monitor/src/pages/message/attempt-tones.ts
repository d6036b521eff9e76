/** Colours of attempts by their outcome; the others are neutral. */
export const ATTEMPT_TONES: Readonly<Record<string, string>> = {
  completed: 'good',
  rejected: 'bad',
  'timed-out': 'bad',
  abandoned: 'bad',
  failed: 'bad',
  retry: 'warn',
}
