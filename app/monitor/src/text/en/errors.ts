export const errors = {
  title: {
    session: 'Your session had ended',
    unreachable: 'The service does not answer',
    forbidden: 'You may not see this',
    notFound: 'Not found',
    unreadable: 'No longer readable',
    busy: 'The service is busy',
    outage: 'The service cannot reach its database',
    limited: 'Too many requests',
    conflict: 'This is not possible now',
    invalid: 'The request is not valid',
    other: 'Something went wrong',
  },
  advice: {
    session: 'The service did nothing. You are logged in again. Repeat the step.',
    unreachable: 'Accepted events are safe. Check your connection. The page tries again by itself.',
    forbidden: 'Ask the administrator of the role collections for the missing role.',
    notFound: 'It may have been deleted after its retention period. Check the address, or search.',
    unreadable: 'Nobody can read this content any more.',
    busy: 'Nothing is lost. Try again in a moment.',
    outage: 'Accepted events are safe. The page tries again by itself.',
    limited: 'Wait a minute and try again.',
    conflict: 'Another user may have been faster. Reload to see the current state.',
    invalid: 'Correct the named value and try again.',
    other: 'Try again. If it happens again, give the code to your administrator.',
  },
  session: {
    ended: 'Your session has ended',
    kept: 'Your input is still here. Log in again in a new tab, then continue in this one.',
    logIn: 'Log in',
    logInHere: 'Log in in this tab',
    hereLoses: 'A login in this tab discards your input.',
    blocked: 'Your browser blocked the new tab. Allow it for this page, or log in in this tab.',
    loggedIn: 'You are logged in',
    goBack: 'Return to the previous tab. You can close this one.',
  },
  notShown: 'This page could not be shown',
  notShownText:
    'There may be a new version since you opened the page. Reload it: nothing is lost. If this does not help, tell your administrator.',
  reload: 'Reload',
  /** Advice by error code. Without one, English shows the sentence of the service. */
  todo: {
    timed_out:
      'No answer came within 30 seconds. Try again. Before you repeat an action, check in the history whether it ran.',
    running:
      'An attempt is running. Wait until it ends. If its instance has stopped, try again later.',
    edited_meanwhile:
      'Another user has edited the event since you opened this dialog. Close it and look at the delivery again.',
    rerun_meanwhile:
      'Another user has run the delivery again since you opened this dialog. Close it and look at the new run.',
    no_longer_in_lane:
      'Later events of the person continued after this failure. Run the delivery again instead.',
    held_again:
      'Another user has put the handler on hold again since you opened this dialog. Close it and read the new reason.',
    not_all_held: 'No handler is on hold together with all others (any more).',
    not_held: 'The handler is not on hold.',
    handler_unknown: 'No handler has this name. Choose one from the list.',
    body_unreadable:
      'A person in this message was forgotten. Nobody can read its content any more.',
    already_forgotten: 'The person is being forgotten already. The history shows who requested it.',
    not_forgettable:
      'A handler orders its events by this key, and it is no person. Forget the person of these events.',
    legal_hold_exists: 'The person has a legal hold already, or is being forgotten.',
    no_legal_hold: 'The person has no legal hold (any more).',
  } as Readonly<Record<string, string>>,
  code: (code: string) => `Code: ${code}`,
  noAccess: (user: string) =>
    `You are logged in as ${user}, without the role Monitor. Ask the administrator of the role collections for it, then log in again.`,
  notKnown: 'Not known at the moment.',
  stale: 'The data may be out of date.',
}
