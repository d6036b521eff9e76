import { actions } from './de/actions.ts'
import { charts } from './de/charts.ts'
import { common } from './de/common.ts'
import { connect } from './de/connect.ts'
import { dataProtection } from './de/data-protection.ts'
import { edit } from './de/edit.ts'
import { employee, employees } from './de/employees.ts'
import { errors } from './de/errors.ts'
import { exports } from './de/exports.ts'
import { frame } from './de/frame.ts'
import { handler, handlers } from './de/handlers.ts'
import { history } from './de/history.ts'
import { message } from './de/message.ts'
import { messages } from './de/messages.ts'
import { overview } from './de/overview.ts'
import { parked } from './de/parked.ts'
import { refused } from './de/refused.ts'
import { repair } from './de/repair.ts'
import { units } from './de/units.ts'
import type { Texts } from './en.ts'

export const de: Texts = {
  charts,
  common,
  errors,
  exports,
  frame,
  actions,
  edit,
  overview,
  messages,
  message,
  employees,
  employee,
  dataProtection,
  parked,
  handlers,
  handler,
  history,
  refused,
  repair,
  connect,
  units,
}
