import Foundation
public import HTTPClient
public import Logging
public import Store

/// Takes orders to choose series, and knows what has become of them.
///
/// Orders lie in the store, and their files in a folder: what was open when the program ended is taken up again.
public actor SelectionDesk {
    /// Series that may be asked for.
    public static let countLimit = 1_000

    let folder: String
    private let store: Store
    private let callbacks: DestinationPolicy
    private let logger: Logger
    private let now: @Sendable () -> Int64
    private var orders: [String: [Int64: SelectionOrder]] = [:]
    private let queue: AsyncStream<SelectionOrder>.Continuation
    /// What is to be worked on, in order.
    let open: AsyncStream<SelectionOrder>

    /// Takes up what the store has.
    ///
    /// - Parameters:
    ///   - store: Keeps orders.
    ///   - folder: Keeps KPI files and choices.
    ///   - callbacks: Where choices may be posted.
    ///   - logger: Is told what cannot be read.
    ///   - now: The UTC second.
    /// - Throws: `StoreError`.
    public init(
        store: Store,
        folder: String,
        callbacks: DestinationPolicy,
        logger: Logger,
        now: @escaping @Sendable () -> Int64
    ) async throws(StoreError) {
        (self.store, self.folder, self.callbacks, self.logger, self.now) = (store, folder, callbacks, logger, now)
        (open, queue) = AsyncStream.makeStream()
        for body in try await store.selections() {
            guard let order = try? JSONDecoder().decode(SelectionOrder.self, from: Data(body)) else {
                logger.warning("a selection in the store cannot be read")
                continue
            }
            orders[order.slice, default: [:]][order.stamp] = order
            if order.isOpen { queue.yield(order) }
        }
    }

    /// The orders of a slice, oldest first.
    public func orders(of slice: String) -> [SelectionOrder] {
        (orders[slice] ?? [:]).values.sorted { $0.stamp < $1.stamp }
    }

    /// Takes an order.
    ///
    /// - Parameters:
    ///   - slice: The slice's number.
    ///   - flavor: Letters, digits, `.`, `_` and `-`.
    ///   - kpi: The KPI's column.
    ///   - count: How many series are wanted.
    ///   - callback: Where the choice is posted.
    ///   - file: The KPI file; `nil` to take the one that was sent with `stamp`.
    ///   - stamp: Names an order from before, which is done again.
    /// - Returns: The time stamp that the order goes by.
    /// - Throws: ``SelectionRefusal``; `StoreError`.
    public func accept(
        slice: String,
        flavor: String,
        kpi: String,
        count: Int,
        callback: String,
        file: [UInt8]?,
        stamp: Int64?
    ) async throws -> Int64 {
        try Self.check("sliceFlavor", flavor)
        guard !kpi.isEmpty, kpi != "timestamp" else {
            throw SelectionRefusal.unusable(parameter: "YField", found: kpi)
        }
        guard (1...Self.countLimit).contains(count) else {
            throw SelectionRefusal.unusable(parameter: "K", found: "\(count)")
        }
        guard callback.hasPrefix("http://") || callback.hasPrefix("https://") else {
            throw SelectionRefusal.unusable(parameter: "callbackURL", found: callback)
        }
        guard callbacks.allowsHost(of: callback) else { throw SelectionRefusal.forbiddenCallback(url: callback) }
        // Two orders within a second have two names.
        let newest = orders[slice]?.keys.max() ?? 0
        let order = SelectionOrder(
            stamp: stamp ?? max(now(), newest + 1),
            slice: slice,
            flavor: flavor,
            kpi: kpi,
            count: count,
            callback: callback
        )
        let files = SelectionFiles(order, in: folder)
        if let file {
            try files.keep(kpiFile: file)
        } else if !files.hasKPIFile {
            throw SelectionRefusal.unknownStamp(order.stamp)
        }
        do {
            let span = try KPISpan(file: files.kpi)
            guard span.names.contains(kpi) else {
                throw SelectionRefusal.unusableFile(reason: "there is no column \"\(kpi.prefix(64))\"")
            }
        } catch let refusal as SelectionRefusal {
            throw refusal
        } catch {
            throw SelectionRefusal.unusableFile(reason: "\(error)")
        }
        try await save(order)
        queue.yield(order)
        return order.stamp
    }

    /// Changes an order and writes it down.
    func update(_ order: SelectionOrder, _ change: (inout SelectionOrder) -> Void) async {
        guard var order = orders[order.slice]?[order.stamp] else { return }
        change(&order)
        do {
            try await save(order)
        } catch {
            logger.error("a selection could not be saved", metadata: ["error": "\(error)"])
        }
    }

    /// The newest choice for a flavor.
    ///
    /// - Throws: ``SelectionRefusal/nothingChosen(slice:flavor:)``.
    func choice(slice: String, flavor: String) throws(SelectionRefusal) -> SelectionOrder {
        let choice = orders(of: slice).last { $0.flavor == flavor && !$0.chosen.isEmpty }
        guard let choice else { throw .nothingChosen(slice: slice, flavor: flavor) }
        return choice
    }

    /// The choices that are monitored for other slices.
    func monitored(besides slice: String) -> [SelectionOrder] {
        orders.filter { $0.key != slice }.values.flatMap(\.values).filter(\.isMonitored)
    }

    private func save(_ order: SelectionOrder) async throws(StoreError) {
        orders[order.slice, default: [:]][order.stamp] = order
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let body = try? encoder.encode(order) else { return }
        try await store.saveSelection(slice: order.slice, stamp: order.stamp, body: Array(body))
    }

    private static func check(_ parameter: String, _ text: String) throws(SelectionRefusal) {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isPlain, (1...64).contains(text.utf8.count), text.first != "." else {
            throw .unusable(parameter: parameter, found: text)
        }
    }
}
