import Hummingbird
import SRO

extension Routes {
    struct GroupResponse: Encodable {
        struct Member: Encodable {
            var name: String
            var url: String?
            var isThis: Bool
        }

        struct Slice: Encodable {
            var id: String
            var owner: String?
        }

        var members: [Member]
        var slices: [Slice]
    }

    /// Who shares the slices, and who has which; a coordinator by itself has all of them and shares with nobody.
    func addGroup(to router: Router<BasicRequestContext>) {
        router.get("/api/v1/group") { _, _ in
            let sharing = orchestration.sharing
            let ids = await parts.catalogue?.slices.map(\.id) ?? orchestration.sliceIDs
            return try JSONText.response(
                GroupResponse(
                    members: (sharing?.members ?? []).map { member in
                        GroupResponse.Member(name: member.name, url: member.url, isThis: member.isThis)
                    },
                    slices: ids.map { GroupResponse.Slice(id: $0, owner: sharing?.owner(of: $0)?.name) }
                )
            )
        }
    }
}
