import CCurl

/// The transfers that are under way; lives on the client's thread only.
struct TransferSet {
    private let multi: UnsafeMutableRawPointer
    private let settings: TransferSettings
    private var transfers: [UnsafeMutableRawPointer: Transfer] = [:]

    init(multi: UnsafeMutableRawPointer, settings: TransferSettings) {
        self.multi = multi
        self.settings = settings
    }

    mutating func start(_ order: TransferLoop.Order) {
        guard let transfer = Transfer(order, settings: settings) else {
            order.receiver.fail(HTTPError.invalid(url: order.request.url, fault: "libcurl's refusal"))
            return
        }
        let code = curl_multi_add_handle(multi, transfer.handle)
        guard code == CURLM_OK else {
            transfer.finish(.failed(url: order.request.url, code: Int(code.rawValue), reason: message(code)))
            return
        }
        transfers[transfer.handle] = transfer
    }

    mutating func cancel(_ tickets: Set<UInt64>) {
        guard !tickets.isEmpty else { return }
        for transfer in transfers.values where tickets.contains(transfer.ticket) {
            remove(transfer.handle)?.cancel()
        }
    }

    func resume(_ tickets: Set<UInt64>) {
        guard !tickets.isEmpty else { return }
        for transfer in transfers.values where tickets.contains(transfer.ticket) { transfer.resume() }
    }

    mutating func closeAll() {
        for transfer in transfers.values {
            remove(transfer.handle)?.finish(.closed(url: transfer.url))
        }
    }

    /// Moves every transfer on as far as it goes, then waits until one can go further or the alarm rings.
    mutating func advance() {
        var running: Int32 = 0
        var code = curl_multi_perform(multi, &running)
        for transfer in transfers.values { transfer.flush() }
        var waiting: Int32 = 0
        while let message = curl_multi_info_read(multi, &waiting) {
            // The message does not outlive the removal of its handle.
            let (handle, kind, result) = (message.pointee.easy_handle, message.pointee.msg, message.pointee.data.result)
            guard kind == CURLMSG_DONE, let handle else { continue }
            remove(handle)?.finish(result)
        }
        if code == CURLM_OK {
            code = curl_multi_poll(multi, nil, 0, 60_000, nil)
        }
        guard code != CURLM_OK else { return }
        // The set as a whole failed, which happens only without memory or descriptors: each transfer is told.
        for transfer in transfers.values {
            remove(transfer.handle)?.finish(
                .failed(url: transfer.url, code: Int(code.rawValue), reason: message(code))
            )
        }
    }

    private mutating func remove(_ handle: UnsafeMutableRawPointer) -> Transfer? {
        guard let transfer = transfers.removeValue(forKey: handle) else { return nil }
        _ = curl_multi_remove_handle(multi, handle)
        return transfer
    }

    private func message(_ code: CURLMcode) -> String {
        curl_multi_strerror(code).map { String(cString: $0) } ?? "the transfers failed"
    }
}
