// go get github.com/mypurecloud/platform-client-sdk-go/v176/platformclientv2
package main

import (
	"log"
	"os"

	"github.com/mypurecloud/platform-client-sdk-go/v176/platformclientv2"
)

func main() {
	config := platformclientv2.GetDefaultConfiguration()
	config.BasePath = "{url}"
	err := config.AuthorizeClientCredentials(
		os.Getenv("CALLROSTER_CLIENT_ID"), os.Getenv("CALLROSTER_CLIENT_SECRET"))
	if err != nil {
		log.Fatal(err)
	}
	users := platformclientv2.NewUsersApiWithConfig(config)
	_ = users
}
