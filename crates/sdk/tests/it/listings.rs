//! Walks over pages.

use sdk::api::{
    AnalyticsUserDetail, Division, GetAnalyticsUsersDetailsJobResults, GetTokensMe,
    GetUserRoutingskills, GetUserSkillgroups, GetUserSuperiors, GetUsers, Json, PostUsersSearch,
    SkillGroup, SortOrder, TokenInfo, User, UserExpand, UserRoutingSkill, UserSearchRequest,
};

use crate::support::{Reply, Server};

fn ids(users: Vec<User>) -> Vec<String> {
    users.into_iter().filter_map(|user| user.id).collect()
}

#[tokio::test]
async fn pages_are_walked_to_the_last_with_the_other_parameters() {
    let server = Server::start(|asked, _| {
        let page = if asked.line.contains("pageNumber=3") { 3 } else { 2 };
        Reply::ok(format!(r#"{{"entities": [{{"id": "u{page}"}}], "pageCount": 3}}"#))
    })
    .await;
    let users = GetUsers::new()
        .page_number(2_u32)
        .page_size(100_u32)
        .expand([UserExpand::Skills, UserExpand::Team])
        .sort_order(SortOrder::Descending);
    let users = server.client().list::<User>(users).collect().await.unwrap();
    assert_eq!(ids(users), ["u2", "u3"]);
    let rest = "sortOrder=descending&expand=skills&expand=team";
    assert_eq!(
        server.lines(),
        [
            format!("GET /api/v2/users?pageSize=100&pageNumber=2&{rest}"),
            format!("GET /api/v2/users?pageSize=100&{rest}&pageNumber=3"),
        ]
    );
}

#[tokio::test]
async fn without_totals_pages_are_walked_to_an_empty_one() {
    let server = Server::start(|_, before| match before {
        0 | 1 => Reply::ok(format!(r#"{{"entities": [{{"id": "s{before}"}}]}}"#)),
        _ => Reply::ok(r#"{"entities": []}"#),
    })
    .await;
    let skills = server.client().list::<UserRoutingSkill>(GetUserRoutingskills::new("u1"));
    assert_eq!(skills.collect().await.unwrap().len(), 2);
    assert_eq!(server.asked().len(), 3);
}

#[tokio::test]
async fn a_page_is_asked_for_only_when_the_one_before_is_used_up() {
    let server = Server::start(|_, _| Reply::ok(r#"{"entities": [{}, {}], "pageCount": 9}"#)).await;
    let mut users = server.client().list::<User>(GetUsers::new());
    assert!(server.asked().is_empty());
    for pages in [1, 1, 2] {
        users.try_next().await.unwrap().unwrap();
        assert_eq!(server.asked().len(), pages);
    }
    drop(users);
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn links_are_followed_on_this_server_whatever_they_point_to() {
    let server = Server::start(|_, before| match before {
        0 => Reply::ok(
            r#"{"entities": [{"id": "g1"}],
                "nextUri": "https://elsewhere.example/x?after=c%2F1&pageSize=50"}"#,
        ),
        _ => Reply::ok(r#"{"entities": [{"id": "g2"}]}"#),
    })
    .await;
    let groups = GetUserSkillgroups::new("u1").page_size(50_u32);
    let groups = server.client().list::<SkillGroup>(groups).collect().await.unwrap();
    assert_eq!(groups.len(), 2);
    let path = "GET /api/v2/users/u1/skillgroups";
    let lines = [format!("{path}?pageSize=50"), format!("{path}?after=c%2F1&pageSize=50")];
    assert_eq!(server.lines(), lines);
    assert_eq!(server.asked()[1].token(), Some("t"));
}

#[tokio::test]
async fn a_link_that_leads_nowhere_new_ends_the_walk() {
    let server = Server::start(|_, _| {
        Reply::ok(r#"{"entities": [{}], "nextUri": "/api/v2/users/u1/skillgroups?after=1"}"#)
    })
    .await;
    let groups = server.client().list::<SkillGroup>(GetUserSkillgroups::new("u1"));
    assert_eq!(groups.collect().await.unwrap().len(), 2);
}

#[tokio::test]
async fn cursors_are_carried_on() {
    let server = Server::start(|_, before| match before {
        0 => Reply::ok(r#"{"cursor": "c1", "userDetails": [{"userId": "u1"}]}"#),
        _ => Reply::ok(r#"{"userDetails": [{"userId": "u2"}]}"#),
    })
    .await;
    let results = GetAnalyticsUsersDetailsJobResults::new("j1");
    let details = server.client().list::<AnalyticsUserDetail>(results).collect().await.unwrap();
    assert_eq!(details.len(), 2);
    assert!(server.lines()[1].ends_with("/results?cursor=c1"));
}

#[tokio::test]
async fn a_search_carries_its_page_number_in_the_body() {
    let server = Server::start(|asked, _| {
        let body: Json = serde_json::from_str(&asked.body).unwrap();
        let page = body["pageNumber"].as_u64().unwrap_or(1);
        let results = format!(r#""results": [{{"id": "u{page}"}}]"#);
        Reply::ok(format!(r#"{{"pageCount": 2, "types": ["users"], {results}}}"#))
    })
    .await;
    let search = UserSearchRequest { page_size: Some(1), ..UserSearchRequest::default() };
    let users = server.client().list::<User>(PostUsersSearch::new(search)).collect().await.unwrap();
    assert_eq!(ids(users), ["u1", "u2"]);
    let bodies: Vec<_> = server.asked().into_iter().map(|asked| asked.body).collect();
    assert_eq!(bodies, [r#"{"pageSize":1}"#, r#"{"pageNumber":2,"pageSize":1}"#]);
}

#[tokio::test]
async fn a_plain_array_is_a_listing_of_one_page() {
    let server = Server::start(|_, _| Reply::ok(r#"[{"id": "boss"}, {"id": "ceo"}]"#)).await;
    let users = server.client().list::<User>(GetUserSuperiors::new("u1")).collect().await.unwrap();
    assert_eq!(ids(users), ["boss", "ceo"]);
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn pages_bring_the_totals_and_an_empty_listing_has_one() {
    let server = Server::start(|_, _| {
        Reply::ok(r#"{"entities": [], "total": 0, "pageCount": 0, "pageNumber": 1}"#)
    })
    .await;
    let pages = server.client().pages(GetUsers::new()).collect().await.unwrap();
    assert_eq!(pages.len(), 1);
    assert_eq!(pages[0].total, Some(0));
    let mut page = server.client().pages(GetTokensMe::new());
    assert!(matches!(page.try_next().await.unwrap(), Some(TokenInfo { .. })));
    assert!(page.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn an_error_ends_the_stream_after_the_entries_before_it() {
    let server = Server::start(|_, before| match before {
        0 => Reply::ok(r#"{"entities": [{"id": "u1"}], "pageCount": 3}"#),
        _ => Reply::status(400, r#"{"code": "bad.request"}"#),
    })
    .await;
    let mut users = server.client().list::<User>(GetUsers::new());
    assert!(users.try_next().await.unwrap().is_some());
    assert_eq!(users.try_next().await.unwrap_err().code(), Some("bad.request"));
    assert!(users.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn entries_of_another_kind_are_refused_before_anything_is_sent() {
    let server = Server::start(|_, _| Reply::ok("{}")).await;
    let client = server.client();
    let error = client.list::<Division>(GetUsers::new()).try_next().await.unwrap_err();
    let expected = "`getUsers` was not sent: it lists `User`, not `Division`";
    assert_eq!(error.to_string(), expected);
    assert!(client.list::<User>(GetTokensMe::new()).try_next().await.is_err());
    assert!(server.asked().is_empty());
    client.list::<Json>(GetUsers::new()).try_next().await.unwrap();
}
