# Needs a profile: `gc profiles new` makes one; its environment does not matter here.
cat > gateway.json <<'END'
{ "host": "{host}", "port": "{port}", "protocol": "{protocol}" }
END
gc gateway --file=gateway.json
gc users list --clientid "$CALLROSTER_CLIENT_ID" --clientsecret "$CALLROSTER_CLIENT_SECRET"
