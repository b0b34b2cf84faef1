import MetricModel

extension Orchestration {
    /// How the slices are shared; nothing when they are not.
    func sharingFamilies() -> [MetricFamily] {
        guard let sharing else { return [] }
        func family(_ name: MetricName, _ kind: MetricKind, _ value: Int, help: String) -> MetricFamily {
            MetricFamily(name, help: help, kind: kind, samples: [Sample(labels: [:], value: Double(value))])
        }
        return [
            family(
                "coordinator_group_members",
                .gauge,
                sharing.members.count,
                help: "Coordinators that have slices of the group, and this one."
            ),
            family(
                "coordinator_group_slices_owned",
                .gauge,
                sliceIDs.count { sharing.owns($0) },
                help: "Slices of the group that are this coordinator's."
            ),
            family(
                "coordinator_group_changes_total",
                .counter,
                sharing.changeCount,
                help: "How often the group has given partitions to this coordinator, or taken them."
            ),
        ]
    }
}
