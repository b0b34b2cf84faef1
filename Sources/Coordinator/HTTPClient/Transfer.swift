import CCurl
import Glibc

/// One request and its answer so far; lives on the client's thread only, and its address is what libcurl calls back with.
final class Transfer {
    let handle: UnsafeMutableRawPointer
    let ticket: UInt64
    let url: String

    /// What libcurl offers at once of a body that is read in pieces.
    private static let pieceBytes = 256 << 10

    private let request: HTTPRequest
    private let receiver: Receiver
    private let upload: UploadChannel?
    private var uploadFailure: (any Error)?
    private let headerList: UnsafeMutablePointer<curl_slist>?
    private let failure: UnsafeMutablePointer<CChar>
    private var headers: [(name: String, value: String)] = []
    private var body: [UInt8] = []
    private var bodyCount = 0
    private var isTooLarge = false
    private var isRefused = false
    private let destinations: DestinationPolicy

    /// Prepares a transfer; `nil` when libcurl refuses, with nothing left behind.
    init?(_ order: TransferLoop.Order, settings: TransferSettings) {
        guard let handle = curl_easy_init() else { return nil }
        var list: UnsafeMutablePointer<curl_slist>?
        // Without the first one, libcurl would wait up to a second for leave to send a body.
        for header in ["Expect:"] + order.request.headers.map(Self.line) {
            guard let longer = curl_slist_append(list, header) else {
                curl_slist_free_all(list)
                curl_easy_cleanup(handle)
                return nil
            }
            list = longer
        }
        self.handle = handle
        headerList = list
        failure = .allocate(capacity: Int(CURL_ERROR_SIZE))
        failure.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        ticket = order.ticket
        url = order.request.url
        request = order.request
        receiver = order.receiver
        upload = order.upload
        destinations = settings.destinations
        guard configure(settings) else { return nil }
    }

    deinit {
        // The handle first: it points to the others.
        curl_easy_cleanup(handle)
        curl_slist_free_all(headerList)
        failure.deallocate()
    }

    func finish(_ code: CURLcode) {
        guard code == CURLE_OK else {
            receiver.fail(uploadFailure ?? error(code))
            return
        }
        switch receiver {
        case .whole(let continuation): continuation.resume(returning: response(body))
        case .pieces(let channel): channel.finish(response([]), .success(()))
        }
    }

    func finish(_ error: HTTPError) {
        receiver.fail(error)
    }

    func cancel() {
        receiver.fail(CancellationError())
    }

    /// Hands on what has come of an answer that is read in pieces.
    func flush() {
        if case .pieces(let channel) = receiver { channel.flush() }
    }

    /// Goes on after the reader of an answer has made room, or the maker of a body has brought more.
    func resume() {
        _ = curl_easy_pause(handle, CURLPAUSE_CONT)
    }

    private func response(_ body: [UInt8]) -> HTTPResponse {
        var status = 0
        _ = ccurl_get_number(handle, CURLINFO_RESPONSE_CODE, &status)
        return HTTPResponse(status: status, headers: headers, body: body)
    }

    private func error(_ code: CURLcode) -> HTTPError {
        if isRefused { return .refused(url: url) }
        if isTooLarge { return .bodyTooLarge(url: url, limit: request.bodyLimit) }
        if code == CURLE_OPERATION_TIMEDOUT { return .timedOut(url: url, after: request.timeout) }
        let detail = String(cString: failure)
        let reason = detail.isEmpty ? curl_easy_strerror(code).map { String(cString: $0) } ?? "failed" : detail
        return .failed(url: url, code: Int(code.rawValue), reason: reason)
    }

    private func configure(_ client: TransferSettings) -> Bool {
        let (seconds, attoseconds) = request.timeout.components
        let milliseconds = max(
            1,
            min(Int64(Int32.max), seconds.clampedMilliseconds + attoseconds / 1_000_000_000_000_000)
        )
        var settings = [
            ccurl_set_error_buffer(handle, failure),
            ccurl_set_text(handle, CURLOPT_URL, url),
            ccurl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"),
            ccurl_set_text(handle, CURLOPT_PROXY, ""),
            ccurl_set_text(handle, CURLOPT_USERAGENT, client.userAgent),
            // Every encoding that this libcurl can undo.
            ccurl_set_text(handle, CURLOPT_ACCEPT_ENCODING, ""),
            ccurl_set_list(handle, CURLOPT_HTTPHEADER, headerList),
            ccurl_set_number(handle, CURLOPT_TIMEOUT_MS, Int(milliseconds)),
            ccurl_set_number(handle, CURLOPT_NOSIGNAL, 1),
            ccurl_set_consumers(handle, Self.takeHeader, Self.takeBody, Unmanaged.passUnretained(self).toOpaque()),
        ]
        if case .pieces = receiver {
            settings.append(ccurl_set_number(handle, CURLOPT_BUFFERSIZE, Self.pieceBytes))
        }
        if client.destinations.limitsAddresses {
            settings.append(
                ccurl_set_socket_opener(handle, Self.openSocket, Unmanaged.passUnretained(self).toOpaque())
            )
        }
        if let file = client.authorityFile {
            settings.append(ccurl_set_text(handle, CURLOPT_CAINFO, file))
        }
        if let upload = request.upload {
            settings.append(ccurl_set_upload(handle, upload.count.map { curl_off_t($0) } ?? -1))
            settings.append(
                ccurl_set_producer(handle, Self.giveBody, Self.rewind, Unmanaged.passUnretained(self).toOpaque())
            )
            settings.append(ccurl_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method))
            return settings.allSatisfy { $0 == CURLE_OK }
        }
        if !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method) {
            settings.append(ccurl_set_number(handle, CURLOPT_POST, 1))
            settings.append(ccurl_set_body(handle, request.body, curl_off_t(request.body.count)))
        } else if request.method == "HEAD" {
            settings.append(ccurl_set_number(handle, CURLOPT_NOBODY, 1))
        }
        if !["GET", "HEAD", "POST"].contains(request.method) || request.method == "GET" && !request.body.isEmpty {
            settings.append(ccurl_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method))
        }
        return settings.allSatisfy { $0 == CURLE_OK }
    }

    /// libcurl would drop a header with nothing after its colon; a semicolon says that it is meant.
    private static func line(_ header: (name: String, value: String)) -> String {
        header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
    }

    /// The context is the transfer itself: the client's thread holds it for as long as the handle is in the set.
    private static let takeHeader: ccurl_consumer = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            .append(headerLine: UnsafeRawBufferPointer(start: bytes, count: size * count))
        return size * count
    }

    private static let takeBody: ccurl_consumer = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let part = UnsafeRawBufferPointer(start: bytes, count: size * count)
        return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().append(part)
    }

    private static let giveBody: ccurl_consumer = { bytes, size, count, context in
        guard let bytes, let context else { return Int(CURL_READFUNC_ABORT) }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        switch transfer.upload?.take(into: UnsafeMutableRawBufferPointer(start: bytes, count: size * count)) {
        case .bytes(let count)?: return count
        case .notYet?: return Int(CURL_READFUNC_PAUSE)
        case .failure(let error)?:
            transfer.uploadFailure = error
            return Int(CURL_READFUNC_ABORT)
        case nil: return Int(CURL_READFUNC_ABORT)
        }
    }

    /// A connection that was kept may turn out to be closed: then libcurl begins anew on another one.
    private static let rewind: curl_seek_callback = { context, offset, _ in
        guard let context else { return CURL_SEEKFUNC_FAIL }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        return offset == 0 && transfer.upload?.isUntouched == true ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL
    }

    /// Refuses the addresses that the client's policy does not allow, after the name was resolved.
    private static let openSocket: curl_opensocket_callback = { context, _, address in
        guard let context, let address else { return CURL_SOCKET_BAD }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        let family = address.pointee.family
        // The address goes on behind its declared end, as socket addresses do; it is read where it lies.
        let isAllowed = MemoryLayout<curl_sockaddr>.offset(of: \.addr).map {
            transfer.destinations.allows(family: family, UnsafeRawPointer(address) + $0)
        }
        guard isAllowed == true else {
            transfer.isRefused = true
            return CURL_SOCKET_BAD
        }
        return socket(family, address.pointee.socktype, address.pointee.protocol)
    }

    private func append(headerLine bytes: UnsafeRawBufferPointer) {
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            // A new head: what came before was an interim answer.
            headers = []
            return
        }
        guard let colon = line.firstIndex(of: ":") else { return }
        let value = line[line.index(after: colon)...].drop(while: \.isWhitespace)
        let end = value.lastIndex { !$0.isWhitespace }.map(value.index(after:)) ?? value.startIndex
        headers.append((line[..<colon].lowercased(), String(value[..<end])))
    }

    /// What libcurl is told: how many bytes were taken, fewer than there are to end the transfer, or to offer them again.
    private func append(_ part: UnsafeRawBufferPointer) -> Int {
        guard part.count <= request.bodyLimit - bodyCount else {
            isTooLarge = true
            return 0
        }
        switch receiver {
        case .whole: body.append(contentsOf: part)
        case .pieces(let channel):
            guard channel.offer(part, response([])) else { return Int(CURL_WRITEFUNC_PAUSE) }
        }
        bodyCount += part.count
        return part.count
    }
}

extension Int64 {
    fileprivate var clampedMilliseconds: Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: 1_000)
        return overflow ? Int64(Int32.max) : product
    }
}
