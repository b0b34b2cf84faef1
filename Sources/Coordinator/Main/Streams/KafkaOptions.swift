import ArgumentParser
import Foundation
import KafkaTransport
import Logging

/// How a command reaches Kafka.
struct KafkaOptions: ParsableArguments {
    @Option(name: .customLong("kafka"), help: "The brokers, HOST:PORT, separated by commas.")
    var brokers = "127.0.0.1:9092"
    @Flag(name: .customLong("kafka-tls"), help: "Encrypt the connection.")
    var isEncrypted = false
    @Option(name: .customLong("kafka-ca"), help: "TLS: PEM file of the authorities that are trusted.")
    var authority: String?
    @Option(name: .customLong("kafka-certificate"), help: "TLS: PEM file of the certificate to show.")
    var certificate: String?
    @Option(name: .customLong("kafka-key"), help: "TLS: PEM file of the certificate's key.")
    var key: String?
    @Option(name: .customLong("kafka-mechanism"), help: "SASL: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512.")
    var mechanism = "SCRAM-SHA-512"
    @Option(name: .customLong("kafka-user"), help: "SASL: the name.")
    var user: String?
    @Option(name: .customLong("kafka-password-file"), help: "SASL: the file that holds the password.")
    var passwordFile: String?
    @Option(name: .customLong("kafka-property"), help: "A property of librdkafka, NAME=VALUE; may be repeated.")
    var properties: [String] = []

    func validate() throws {
        guard user == nil || passwordFile != nil else {
            throw ValidationError("--kafka-user needs --kafka-password-file")
        }
        for property in properties where !property.dropFirst().contains("=") {
            throw ValidationError("--kafka-property wants NAME=VALUE, not '\(property)'")
        }
    }

    /// What the options say; the password is read from its file now.
    ///
    /// - Throws: ``CommandFailure`` when a file cannot be read.
    func settings() throws(CommandFailure) -> KafkaSettings {
        for path in [authority, certificate, key].compactMap({ $0 })
        where !FileManager.default.isReadableFile(atPath: path) {
            throw CommandFailure("\(path): there is no such file, or it cannot be read")
        }
        var settings = KafkaSettings(brokers: brokers)
        if isEncrypted || authority != nil || certificate != nil {
            settings.encryption = .tls(authority: authority, certificate: certificate, key: key)
        }
        if let user, let passwordFile {
            let password = try SecretFile(path: passwordFile).text
            settings.login = .password(mechanism: mechanism, name: user, password: password)
        }
        for property in properties {
            guard let mark = property.firstIndex(of: "=") else { continue }
            settings.properties[String(property[..<mark])] = String(property[property.index(after: mark)...])
        }
        return settings
    }

    /// Takes what librdkafka has to say.
    static func log(to logger: Logger) -> KafkaLog {
        if let warning = KafkaLibrary.warning { logger.warning("\(warning)") }
        return { line in logger.log(level: line.isError ? .error : .info, "\(line.text)") }
    }
}
