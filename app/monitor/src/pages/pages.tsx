import { type ComponentType, lazy, Suspense } from 'react'
import { Route, Routes, useLocation } from 'react-router'
import { DialogHost } from '../actions/dialog-host.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import { PageBoundary } from './page-boundary.tsx'

// Each page is fetched when it is first opened.
const OverviewPage = page(() => import('./overview/overview-page.tsx'), 'OverviewPage')
const MessagesPage = page(() => import('./messages/messages-page.tsx'), 'MessagesPage')
const MessagePage = page(() => import('./message/message-page.tsx'), 'MessagePage')
const EmployeesPage = page(() => import('./employees/employees-page.tsx'), 'EmployeesPage')
const EmployeePage = page(() => import('./employee/employee-page.tsx'), 'EmployeePage')
const ParkedPage = page(() => import('./parked/parked-page.tsx'), 'ParkedPage')
const HandlersPage = page(() => import('./handlers/handlers-page.tsx'), 'HandlersPage')
const HandlerPage = page(() => import('./handler/handler-page.tsx'), 'HandlerPage')
const RefusedPage = page(() => import('./refused/refused-page.tsx'), 'RefusedPage')
const ConnectPage = page(() => import('./connect/connect-page.tsx'), 'ConnectPage')
const HistoryPage = page(() => import('./history/history-page.tsx'), 'HistoryPage')
const ActionPage = page(() => import('./history/action-page.tsx'), 'ActionPage')
const FoundPage = page(() => import('./found/found-page.tsx'), 'FoundPage')

/** Which page an address shows. */
export function Pages() {
  const { pathname } = useLocation()
  return (
    <PageBoundary address={pathname}>
      <DialogHost>
        <Suspense fallback={<Skeleton />}>
          <Routes>
            <Route index element={<OverviewPage />} />
            <Route path="messages" element={<MessagesPage />} />
            <Route path="messages/:id" element={<MessagePage />} />
            <Route path="employees" element={<EmployeesPage />} />
            <Route path="employees/:id" element={<EmployeePage />} />
            <Route path="parked" element={<ParkedPage />} />
            <Route path="handlers" element={<HandlersPage />} />
            <Route path="handlers/:name" element={<HandlerPage />} />
            <Route path="refused" element={<RefusedPage />} />
            <Route path="connect" element={<ConnectPage />} />
            <Route path="history" element={<HistoryPage />} />
            <Route path="history/:ids" element={<ActionPage />} />
            <Route path="found" element={<FoundPage />} />
            <Route path="*" element={<NotFoundPage />} />
          </Routes>
        </Suspense>
      </DialogHost>
    </PageBoundary>
  )
}

function page<Name extends string>(
  load: () => Promise<Readonly<Record<NoInfer<Name>, ComponentType>>>,
  name: Name,
) {
  return lazy(async () => ({ default: (await load())[name] }))
}
