import { lazy, Suspense } from 'react'
import { Route, Routes, useLocation } from 'react-router'
import { DialogHost } from '../actions/dialog-host.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import { PageBoundary } from './page-boundary.tsx'

// Each page is fetched when it is first opened.
const OverviewPage = lazy(async () => ({
  default: (await import('./overview/overview-page.tsx')).OverviewPage,
}))
const MessagesPage = lazy(async () => ({
  default: (await import('./messages/messages-page.tsx')).MessagesPage,
}))
const MessagePage = lazy(async () => ({
  default: (await import('./message/message-page.tsx')).MessagePage,
}))
const EmployeesPage = lazy(async () => ({
  default: (await import('./employees/employees-page.tsx')).EmployeesPage,
}))
const EmployeePage = lazy(async () => ({
  default: (await import('./employee/employee-page.tsx')).EmployeePage,
}))
const ParkedPage = lazy(async () => ({
  default: (await import('./parked/parked-page.tsx')).ParkedPage,
}))
const HandlersPage = lazy(async () => ({
  default: (await import('./handlers/handlers-page.tsx')).HandlersPage,
}))
const HandlerPage = lazy(async () => ({
  default: (await import('./handler/handler-page.tsx')).HandlerPage,
}))
const RefusedPage = lazy(async () => ({
  default: (await import('./refused/refused-page.tsx')).RefusedPage,
}))
const ConnectPage = lazy(async () => ({
  default: (await import('./connect/connect-page.tsx')).ConnectPage,
}))
const HistoryPage = lazy(async () => ({
  default: (await import('./history/history-page.tsx')).HistoryPage,
}))
const ActionPage = lazy(async () => ({
  default: (await import('./history/action-page.tsx')).ActionPage,
}))
const FoundPage = lazy(async () => ({
  default: (await import('./found/found-page.tsx')).FoundPage,
}))

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
