import CCurl
import Foundation
import Synchronization

/// The thread on which all transfers of a client run, and the mailbox through which the others talk to it.
final class TransferLoop: Sendable {
    /// A request on its way to the thread.
    struct Order: Sendable {
        let ticket: UInt64
        let request: HTTPRequest
        let receiver: Receiver
        /// Gives the body of a request that is made while it is sent.
        let upload: UploadChannel?
    }

    private struct Mailbox {
        var lastTicket: UInt64 = 0
        var orders: [Order] = []
        var cancelled: Set<UInt64> = []
        var abandoned: Set<UInt64> = []
        var resumed: Set<UInt64> = []
        var isClosed = false
        var alarm: Alarm?
    }

    /// What wakes the thread.
    ///
    /// The pointer may be shared: "curl_multi_wakeup ... can be called from any thread", its manual page says; it is dropped
    /// from the mailbox before the handle is freed.
    private struct Alarm: @unchecked Sendable {
        let handle: UnsafeMutableRawPointer
    }

    private let alarm: Alarm
    private let mailbox: Mutex<Mailbox>
    private let settings: TransferSettings

    init(settings: TransferSettings) throws(HTTPError) {
        // libcurl counts these calls; the first one must come before any other thread uses the library.
        guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK, let handle = curl_multi_init() else {
            throw .unavailable
        }
        self.settings = settings
        alarm = Alarm(handle: handle)
        mailbox = Mutex(Mailbox(alarm: alarm))
    }

    /// Starts the thread, which frees the handle when it ends.
    func start() {
        let thread = Thread { [self] in run() }
        thread.name = "http-client"
        thread.start()
    }

    /// A number for a request that is to come.
    func ticket() -> UInt64 {
        mailbox.withLock { mailbox in
            mailbox.lastTicket += 1
            return mailbox.lastTicket
        }
    }

    func send(_ request: HTTPRequest, ticket: UInt64, to receiver: Receiver, from upload: UploadChannel? = nil) {
        let isAccepted = mailbox.withLock { mailbox in
            guard !mailbox.isClosed else { return false }
            mailbox.orders.append(Order(ticket: ticket, request: request, receiver: receiver, upload: upload))
            wake(mailbox)
            return true
        }
        if !isAccepted { receiver.fail(HTTPError.closed(url: request.url)) }
    }

    /// Gives up a request that was sent, or is about to be.
    func cancel(_ ticket: UInt64) {
        mailbox.withLock { mailbox in
            mailbox.cancelled.insert(ticket)
            wake(mailbox)
        }
    }

    /// Gives up a request that was sent before and may be over.
    func abandon(_ ticket: UInt64) {
        mailbox.withLock { mailbox in
            mailbox.abandoned.insert(ticket)
            wake(mailbox)
        }
    }

    /// Goes on with a request that waited: its answer had no room, or its body was not there yet.
    func resume(_ ticket: UInt64) {
        mailbox.withLock { mailbox in
            mailbox.resumed.insert(ticket)
            wake(mailbox)
        }
    }

    /// Drops the memory of a request that is over.
    func forget(_ ticket: UInt64) {
        mailbox.withLock { _ = $0.cancelled.remove(ticket) }
    }

    func close() {
        mailbox.withLock { mailbox in
            mailbox.isClosed = true
            wake(mailbox)
        }
    }

    private func wake(_ mailbox: Mailbox) {
        if let alarm = mailbox.alarm { _ = curl_multi_wakeup(alarm.handle) }
    }

    private func run() {
        let multi = alarm.handle
        var transfers = TransferSet(multi: multi, settings: settings)
        while true {
            let (orders, cancelled, resumed, isClosed) = mailbox.withLock { mailbox in
                defer { (mailbox.orders, mailbox.abandoned, mailbox.resumed) = ([], [], []) }
                let cancelled = mailbox.cancelled.union(mailbox.abandoned)
                return (mailbox.orders, cancelled, mailbox.resumed, mailbox.isClosed)
            }
            for order in orders { transfers.start(order) }
            if isClosed { break }
            transfers.cancel(cancelled)
            transfers.resume(resumed)
            transfers.advance()
        }
        transfers.closeAll()
        mailbox.withLock { $0.alarm = nil }
        drain()
        // No transfer is left in the handle, which its manual page asks for.
        _ = curl_multi_cleanup(multi)
    }

    /// Refuses what is in the mailbox, and what comes later.
    private func drain() {
        let orders = mailbox.withLock { mailbox in
            mailbox.isClosed = true
            defer { mailbox.orders = [] }
            return mailbox.orders
        }
        for order in orders { order.receiver.fail(HTTPError.closed(url: order.request.url)) }
    }
}
