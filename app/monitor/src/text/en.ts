import { actions } from './en/actions.ts'
import { charts } from './en/charts.ts'
import { common } from './en/common.ts'
import { connect } from './en/connect.ts'
import { dataProtection } from './en/data-protection.ts'
import { edit } from './en/edit.ts'
import { employee, employees } from './en/employees.ts'
import { errors } from './en/errors.ts'
import { exports } from './en/exports.ts'
import { frame } from './en/frame.ts'
import { handler, handlers } from './en/handlers.ts'
import { history } from './en/history.ts'
import { message } from './en/message.ts'
import { messages } from './en/messages.ts'
import { overview } from './en/overview.ts'
import { parked } from './en/parked.ts'
import { refused } from './en/refused.ts'
import { repair } from './en/repair.ts'
import { units } from './en/units.ts'

export const en = {
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

/** Every language has the same texts. */
export type Texts = typeof en
