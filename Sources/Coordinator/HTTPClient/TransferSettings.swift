/// What all transfers of a client have in common.
struct TransferSettings: Sendable {
    let userAgent: String
    let destinations: DestinationPolicy
    let authorityFile: String?
}
