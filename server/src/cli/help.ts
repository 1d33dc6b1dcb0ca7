// What `zendb help` prints.

export const helpText = `zendb: an offline-first SQL database, the server's side

  zendb serve            serve databases: sync over WebSocket, SQL over HTTP
    --data DIR           keep objects in a folder (default .zendb)
    --s3 BUCKET          keep objects in S3 or what speaks its protocol
    --s3-prefix P        put P/ before every object's name
    --s3-endpoint URL    another address than AWS (ZENDB_S3_ENDPOINT)
    --host H --port N    listen there (default 127.0.0.1:4000)
    --jwt-secret S       verify tokens with this secret (ZENDB_JWT_SECRET)
    --dev                no tokens, databases are made when first asked for
    --static DIR         serve the files of a folder at /

  zendb create NAME      make a database (--data or --s3)

  zendb import FILE      load a .sql file, in one transaction
    --dialect D          postgresql (default), mysql, sqlite, transactsql
    --database NAME      into this database (default: the one the file names, or the file's name)
    --data DIR | --s3 B  the store; stop the server that holds it first

  zendb version | help
`
