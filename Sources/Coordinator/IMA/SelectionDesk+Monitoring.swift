extension SelectionDesk {
    /// Has what was chosen for a flavor monitored, beside what is monitored for other slices.
    ///
    /// - Throws: ``SelectionRefusal/nothingChosen(slice:flavor:)``, and what
    ///   ``MonitoringPublisher/apply(_:)`` throws; then what was monitored before counts as monitored.
    public func monitor(slice: String, flavor: String, by publisher: MonitoringPublisher?) async throws {
        let choice = try choice(slice: slice, flavor: flavor)
        guard let publisher else { throw SelectionRefusal.nowhereToApply }
        try await publisher.apply(choice.chosen + monitored(besides: slice).flatMap(\.chosen))
        for order in orders(of: slice) where order.isMonitored != (order.stamp == choice.stamp) {
            await update(order) { $0.isMonitored = order.stamp == choice.stamp }
        }
    }
}
