import HTTPTypes

/// How a tenant's upload becomes a model: who selects the metrics, and where the selection is to be sent.
public struct ProfileFlow: Sendable {
    /// What was answered.
    public typealias Answer = (status: Int, body: [UInt8])
    /// Sends a body.
    public typealias Sender = @Sendable (_ url: String, _ contentType: String, _ body: [UInt8]) async throws -> Answer
    /// Tells whether a URL may be posted to, as far as that can be told without resolving its name.
    public typealias Destinations = @Sendable (_ url: String) -> Bool

    /// The IMA's address, such as `http://10.0.0.129:5000`; `nil` trains on what was recorded here.
    public var imaURL: String?
    /// Our own address as the IMA sees it, such as `http://10.0.0.121:13131`.
    public var callbackURL: String
    /// How many metrics are asked for.
    public var metricCount: Int
    private let allowsAnswer: Destinations
    private let send: Sender

    /// A flow.
    ///
    /// - Parameter allowsAnswer: Whether a tenant may be told at a URL how its profile ended.
    public init(
        imaURL: String?,
        callbackURL: String,
        metricCount: Int = 15,
        allowsAnswer: @escaping Destinations,
        send: @escaping Sender
    ) {
        self.imaURL = imaURL
        self.callbackURL = callbackURL
        self.metricCount = metricCount
        self.allowsAnswer = allowsAnswer
        self.send = send
    }

    /// Refuses a URL that would not be called when the time has come.
    ///
    /// - Throws: A problem with status 400 that names the setting.
    func check(answerURL: String) throws(Problem) {
        guard answerURL.hasPrefix("http://") || answerURL.hasPrefix("https://") else {
            throw Problem(.badRequest, "url_to_answer is neither http:// nor https://", kind: "query")
        }
        guard allowsAnswer(answerURL) else {
            let words = "the setting profile.answerHosts does not allow its host"
            throw Problem(.badRequest, "url_to_answer: \"\(answerURL.prefix(64))\": \(words)", kind: "query")
        }
    }

    /// Hands the KPI to the IMA, which answers at once and sends its selection later.
    ///
    /// - Throws: A problem with status 502 when it cannot be reached, or refuses.
    func askIMA(slice: String, flavor: String, kpi: String, file: String) async throws {
        guard let imaURL else { return }
        let boundary = "form-\(UInt64.random(in: .min ... .max))-\(UInt64.random(in: .min ... .max))"
        let fields = [
            ("callbackURL", "\(callbackURL)/slice/\(slice)/flavor/\(flavor)/profilling_metrics"),
            ("K", "\(metricCount)"), ("YField", kpi), ("sliceFlavor", flavor),
        ]
        var body = ""
        for (name, value) in fields {
            body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"YFile\"; filename=\"y_metrics.csv\"\r\n"
        body += "Content-Type: text/csv\r\n\r\n\(file)\r\n--\(boundary)--\r\n"
        let url = "\(imaURL)/ymetrics/\(slice)"
        let answer: Answer
        do {
            answer = try await send(url, "multipart/form-data; boundary=\(boundary)", Array(body.utf8))
        } catch {
            throw Problem(.badGateway, "Can not reach IMA at \(url): \(error)", kind: "ima")
        }
        guard (200..<300).contains(answer.status) else {
            let reason = String(decoding: answer.body.prefix(500), as: UTF8.self)
            throw Problem(.badGateway, "IMA at \(url) answered with status \(answer.status): \(reason)", kind: "ima")
        }
    }
}
